// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <QByteArray>
#include <QString>
#include <optional>
#include <string>
#include <string_view>

namespace mobwatch {

/// The token that requests must bring, or none: then everybody may read. Keeps only its digest. A value type.
class AccessToken final
{
public:
    AccessToken() = default; ///< open to everybody
    explicit AccessToken(std::string_view token);

    [[nodiscard]] bool isRequired() const { return !m_digest.isEmpty(); }
    /// Specification 6.4: `authorization` is that header, which wins over `auth_token` in the URL's query.
    /// The time it takes does not depend on where a wrong token differs.
    [[nodiscard]] bool admits(const std::optional<std::string> &authorization, std::string_view query) const;

private:
    [[nodiscard]] bool isToken(std::string_view given) const;

    QByteArray m_digest;
};

} // namespace mobwatch
