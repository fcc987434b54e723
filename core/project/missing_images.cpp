// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/missing_images.h"

#include "core/project/image_folder.h"

namespace fulcrum::project {

Result<MissingImages> findMissingImages(const data::Dataset& dataset, std::stop_token stop)
{
    constexpr std::size_t kAskEvery = 4096;
    MissingImages result;
    result.folder = dataset.imageFolder();
    ImageFolder folder(dataset.imageFolder());
    std::unordered_map<std::string_view, bool> isThere; // names lie in the data set's table
    for (std::size_t i = 0; i < dataset.size(); ++i) {
        if (i % kAskEvery == 0 && stop.stop_requested())
            return fail(ErrorCode::Cancelled, "looking for images was cancelled", dataset.imageFolder().string());
        const std::string_view name = dataset.imageFile(i);
        const auto [known, isNew] = isThere.try_emplace(name, false);
        if (isNew) {
            known->second = folder.has(name);
            if (!known->second && ++result.count <= MissingImages::kFirst)
                result.first.emplace_back(name);
        }
        if (!known->second)
            result.samples.push_back(static_cast<std::int64_t>(i));
    }
    result.total = isThere.size();
    return result;
}

} // namespace fulcrum::project
