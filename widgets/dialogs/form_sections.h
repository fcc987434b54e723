// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

#include <QString>

namespace fulcrum::dialogs {

/// The parts of a job form, in order (UX.md 5.3).
enum class FormSection { Data, Model, Search, Output, Advanced };
inline constexpr FormSection kFormSections[]
    = {FormSection::Data, FormSection::Model, FormSection::Search, FormSection::Output, FormSection::Advanced};

/// Where a field stands. A field that the table calls advanced is; one that is not known belongs to the search.
FormSection sectionOf(const std::string& kind, const jobs::Field& field);
/// "Training" rather than "Search" for a training.
QString sectionText(const std::string& kind, FormSection section);

/// What a setting changes in the results where it repeats a quirk of the published code, and which value is the published one
/// (UX.md section 2); empty for all others.
QString parityNote(const std::string& field);
/// True where the value repeats the published code rather than corrects it.
bool isAsPublished(const std::string& field, const nlohmann::json& value);

/// A drawing or a sentence below a field that needs one; empty for most.
QString fieldHelp(const std::string& field, const nlohmann::json& value);

} // namespace fulcrum::dialogs
