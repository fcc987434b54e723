// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter.h"

#include <QString>

namespace fulcrum::bridge {

/// A field for people: "Answer type".
QString fieldTitle(data::Field field);
/// One sentence about it.
QString fieldHelp(data::Field field);

/// A condition as its text form has it, without the signs for "not" and "off".
QString conditionText(const data::Condition& condition);
/// The same in words, for screen readers and tool tips: "not answer_type:yes/no, switched off".
QString conditionSentence(const data::Condition& condition);

} // namespace fulcrum::bridge
