// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

// One cell of a table as the formats want it. Any thread.
namespace fulcrum {

/// With what LaTeX gives a meaning to written out.
std::string latexText(const std::string& text);
/// For a cell of a Markdown table: bars escaped, line breaks as spaces.
std::string markdownText(const std::string& text);
/// A field of a CSV line: in quotes where it holds a comma, a quote or a line break (RFC 4180).
std::string csvText(const std::string& text);

} // namespace fulcrum
