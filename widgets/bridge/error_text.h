// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace fulcrum::bridge {

/// An error for people: a translated headline for its code, the technical detail, and what to do.
struct ErrorText
{
    QString title;
    QString detail;
    QString hint;
};

ErrorText errorText(const Error& error);
/// All of it in one plain paragraph, for labels and tool tips.
QString errorParagraph(const Error& error);

} // namespace fulcrum::bridge
