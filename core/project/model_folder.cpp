// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/model_folder.h"

#include "core/weights/model_folder.h"

#include <fmt/format.h>

namespace fulcrum::project {

Result<void> checkModelFolder(const Path& folder, const std::string& role)
{
    const auto refuse = [&](std::string why, std::string hint) {
        return fail(ErrorCode::ModelUnavailable, fmt::format("the {} cannot be used", role), folder.string(), std::move(why), std::move(hint));
    };
    const auto report = weights::inspectFolder(folder);
    if (!report)
        return refuse(fmt::format("there is no folder {}", folder.string()), report.error().hint);
    if (!report->problems.empty())
        return refuse(report->problems.front().what, report->problems.front().hint);
    using Layout = weights::FolderReport::Layout;
    if (report->layout != Layout::HuggingFace && report->layout != Layout::OpenFlamingo)
        return refuse("it is a Lever-LM", "give the folder of an encoder or a vision-language model");
    return {};
}

} // namespace fulcrum::project
