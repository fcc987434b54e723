// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <stop_token>

namespace fulcrum::project {

/// Images that a data set names and that are not in its folder. Whether the others can be decoded is another matter (doctor.h).
struct MissingImages
{
    static constexpr std::size_t kFirst = 20;

    Path folder;
    std::size_t total = 0;             ///< image files that the data set names; many questions may share one
    std::size_t count = 0;             ///< of them that are missing
    std::vector<std::string> first;    ///< names of the first kFirst, in the order of the samples
    std::vector<std::int64_t> samples; ///< indices of the samples without image, ascending
};

/// Any thread but the window's: some tens of milliseconds for 118,000 images. Cancelled when `stop` fires. A folder that cannot be
/// read has no image.
Result<MissingImages> findMissingImages(const data::Dataset& dataset, std::stop_token stop = {});

} // namespace fulcrum::project
