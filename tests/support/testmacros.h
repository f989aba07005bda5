// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QTest>

/// Fails the test with the error's own words when a Result has no value.
#define VERIFY_OK(result) QVERIFY2((result).has_value(), qPrintable((result).has_value() ? QString() : (result).error().message))
