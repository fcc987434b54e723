// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/doctor.h"

namespace fulcrum::project {

/// What a folder of downloads holds that a project can be made of.
struct FolderSurvey
{
    ProjectConfig config;          ///< the files and folders to use, absolute; empty where nothing was found; without a name
    std::vector<Finding> findings; ///< what was found, what is wrong with it, what is missing and where to get it
};

/// The project doctor before there is a project: looks below `folder` for COCO captions, Karpathy's split, VQAv2, images and model
/// folders under their published names, however they are nested. Reads the annotation files through (seconds for all of COCO) and
/// looks for every image that they name. Of several releases the newest that has both splits is taken. `options.deep` means nothing
/// here. Never writes. NotFound where `folder` is no folder; Cancelled when told to stop.
Result<FolderSurvey> surveyFolder(const Path& folder, const ExamineOptions& options = {});

} // namespace fulcrum::project
