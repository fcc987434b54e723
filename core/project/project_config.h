// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/data/sample.h"

#include <nlohmann/json_fwd.hpp>

namespace fulcrum::project {

/// Files of one split, as stored: relative to the project folder when below it, else absolute. Empty = none.
struct SplitFiles
{
    std::string captions;
    std::string vqaQuestions, vqaAnnotations;
    std::string images;    ///< folder
    std::string vqaImages; ///< folder of the VQA images when it is another one (COCO 2014 beside captions 2017)
    bool operator==(const SplitFiles&) const = default;
};

/// What a project is made of. Kept in project.sqlite as JSON.
struct ProjectConfig
{
    std::string name;
    SplitFiles train, validation;
    std::string encoder; ///< model folder of the CLIP-like encoder
    std::string lvlm;    ///< model folder of the vision-language model
    bool synthetic = false; ///< Tiny World: names carry "(synthetic)" in the window

    const SplitFiles& files(data::Split split) const { return split == data::Split::Train ? train : validation; }
    SplitFiles& files(data::Split split) { return split == data::Split::Train ? train : validation; }
    /// The image folder of a data set, as stored.
    const std::string& images(data::Task task, data::Split split) const
    {
        const SplitFiles& of = files(split);
        return task == data::Task::Vqa && !of.vqaImages.empty() ? of.vqaImages : of.images;
    }
    /// Tasks that both splits have files for.
    std::vector<data::Task> tasks() const;
    bool operator==(const ProjectConfig&) const = default;
};

nlohmann::json toJson(const ProjectConfig& config);
/// Unknown or wrongly typed members are errors that name them; `lenient` passes over unknown ones (a newer project).
Result<ProjectConfig> configFromJson(const nlohmann::json& json, bool lenient = false);

} // namespace fulcrum::project
