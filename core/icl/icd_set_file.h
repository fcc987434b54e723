// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/store/workspace_repository.h"

namespace fulcrum::icl {

/// An ICD set as a JSON file that other tools can read and write:
///     {"fulcrum_icd_set": 1, "name": "golden-4", "task": "caption", "note": "", "ids": [391895, ...]}
/// `ids` are published ids of train samples in prompt order (COCO image ids or VQAv2 question ids).
std::string icdSetText(const store::WorkspaceRepository::IcdSet& set);

/// What a file holds. A bare list of ids is read too; its name is that of the file, and `task` is what it is for. Malformed, with
/// what is wrong and where, for anything else: another task than a known one, no ids, an id that is no whole number, an id twice,
/// more than kMostSetItems.
Result<store::WorkspaceRepository::IcdSet> readIcdSet(const Path& file, data::Task task);
Result<store::WorkspaceRepository::IcdSet> parseIcdSet(std::string_view text, const std::string& origin, data::Task task);

/// More than any prompt holds; keeps a wrong file from becoming a set.
inline constexpr std::size_t kMostSetItems = 64;

} // namespace fulcrum::icl
