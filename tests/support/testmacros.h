// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QTest>

/// Fails the test with the error's own words when a Result has no value.
#define VERIFY_OK(result)                                                                                    \
    do {                                                                                                     \
        const auto &verified = (result);                                                                     \
        QVERIFY2(verified.has_value(),                                                                       \
                 qPrintable(verified.has_value() ? QString() : verified.error().message));                   \
    } while (false)
