// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

namespace fulcrum::project {

/// New model and image folders of a project; what is not given stays as it is. A relative path is relative to the current
/// folder of the process.
struct FolderChange
{
    std::optional<Path> encoder, lvlm;
    std::optional<Path> imagesTrain, imagesValidation;
    std::optional<Path> vqaImagesTrain, vqaImagesValidation; ///< an empty path: VQA uses the images of the split
};

/// Points a project at other folders: models, or images that have moved. All of it or nothing: every given folder is checked
/// first (a model folder by checkModelFolder; an image folder must hold at least one image of each of the split's data sets),
/// then the configuration is replaced in one transaction. Data sets that are held already keep the folder they were opened with.
///
/// Nothing that was made is touched. Embeddings belong to the weights that they were computed with: with another encoder the
/// project has none until `embed` has run again, and those of the former encoder count again when it is set back. Trained
/// Lever-LMs keep reading the embeddings that they were trained on. Runs that exist keep the folders of their specs.
///
/// Reads the rows of data sets whose images change (seconds for all of COCO); any thread, but not the window's. Usage when the
/// project is open without its lock, or a path is empty; ModelUnavailable, NotFound.
Result<void> setFolders(Project& project, const FolderChange& change);

} // namespace fulcrum::project
