// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace fulcrum::store {
struct Facet;
struct TagFacts;
}

namespace fulcrum::bridge {

/// What can stand in a filter's text, besides what core/data/filter.h knows.
struct CompletionWords
{
    bool vqa = false;
    const std::vector<store::Facet>* facets = nullptr; ///< values of fields, may be null
    const store::TagFacts* tags = nullptr;             ///< may be null
    QStringList runs;                                  ///< names of evaluations
    QStringList strategies;
};

/// Texts that may replace [begin, begin + length) of what was typed.
struct Completion
{
    int begin = 0, length = 0;
    QStringList texts;
};

/// For the part of `text` in which the cursor stands: names of fields, then values of the field. None while plain words are
/// typed that begin no field's name.
Completion completionsFor(const QString& text, int cursor, const CompletionWords& words);

} // namespace fulcrum::bridge
