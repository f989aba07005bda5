// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/partmask.h"

#include <algorithm>

namespace mobwatch {

namespace {

// Verdict::No is 0, NeedsPayload is 2: bit 1 becomes bit 7.
PartMask maskOf(Verdict verdict, PartMask no)
{
    const auto number = static_cast<std::uint8_t>(verdict);
    return static_cast<PartMask>((number == 0 ? no : 0) | ((number & 2U) << 6));
}

} // namespace

PartMask partMaskOf(FilterField field)
{
    switch (field) {
    case FilterField::Kind:
        return 1U << 0;
    case FilterField::Mob:
        return 1U << 1;
    case FilterField::Run:
        return 1U << 2;
    case FilterField::Step:
        return 1U << 3;
    case FilterField::Agent:
        return 1U << 4;
    case FilterField::Severity:
        return 1U << 5;
    case FilterField::Label:
        return 1U << 6;
    case FilterField::Category:
    case FilterField::Time:
    case FilterField::Other:
        break;
    }
    return partMaskOther;
}

PartMask evaluatePartMasks(const FilterProgram &program, const StoreChunk &chunk, std::uint32_t begin,
                           std::uint32_t end, PartMaskBlock &out)
{
    // Always whole blocks: a loop of constant length is one that the compiler makes wide.
    alignas(64) std::array<Verdict, partMaskBlock> verdicts{};
    out.fill(0);
    const auto parts = program.parts();
    for (std::size_t part = 0; part < parts.size(); ++part) {
        program.evaluatePart(part, chunk, begin, end, verdicts.data());
        const PartMask no = partMaskOf(parts[part].field);
        for (std::uint32_t i = 0; i < partMaskBlock; ++i)
            out[i] = static_cast<PartMask>(out[i] | maskOf(verdicts[i], no));
    }
    const std::uint32_t size = end - begin;
    std::fill(out.begin() + size, out.end(), PartMask{0});
    PartMask all = 0;
    for (std::uint32_t i = 0; i < partMaskBlock; ++i)
        all = static_cast<PartMask>(all | out[i]);
    std::fill(out.begin() + size, out.end(), partMaskOther);
    return all;
}

PartMask partMaskOf(const FilterProgram &program, const StoreChunk &chunk, std::uint32_t index)
{
    PartMask mask = 0;
    const auto parts = program.parts();
    for (std::size_t part = 0; part < parts.size(); ++part) {
        Verdict verdict = Verdict::No;
        program.evaluatePart(part, chunk, index, index + 1, &verdict);
        mask = static_cast<PartMask>(mask | maskOf(verdict, partMaskOf(parts[part].field)));
    }
    return mask;
}

} // namespace mobwatch
