// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <span>
#include <string>

namespace fulcrum::bridge {

/// A text that core/ wrote for people (the name or meaning of a job's setting) in the language of the window; as it is where nobody
/// translated it.
QString coreText(const std::string& text);
/// The texts that translators see.
std::span<const char* const> coreTexts();

} // namespace fulcrum::bridge
