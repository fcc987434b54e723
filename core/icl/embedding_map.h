// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/projection.h"
#include "core/project/project.h"

namespace fulcrum::icl {

/// Which embeddings of a data set are laid out, and how.
struct MapRequest
{
    bool text = false; ///< those of texts instead of images
    embed::ProjectionOptions options;
};

/// The data sets of a map, one behind the other: rows of the first, then those of the second.
using MapDatasets = std::vector<std::shared_ptr<const data::Dataset>>;

/// The map of the embeddings of data sets of one task: what the project keeps, else computed and, when the project may be written, kept (a map that
/// cannot be kept is still a map; the log says why). NotFound when the embeddings were not built; the errors of embed::project.
Result<embed::Projection> embeddingMap(const project::Project& project, const MapDatasets& datasets, const MapRequest& request,
    std::stop_token stop, const embed::ProjectionProgress& progress = {});

/// Rows "split,index,id,image_id,x,y"; x and y are empty where there is no place.
std::string mapCsv(const MapDatasets& datasets, const embed::Projection& map);

} // namespace fulcrum::icl
