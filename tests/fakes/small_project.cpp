// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/small_project.h"

#include "core/demo/model_folders.h"
#include "core/image/png_writer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fulcrum::test {

namespace {

using nlohmann::json;

template <class T>
T orThrow(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().text());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

void writeSplit(const Path& folder, const std::string& split, int first, int count)
{
    const std::vector<std::string> colors = {"red", "green", "blue", "yellow"};
    json captions = {{"images", json::array()}, {"annotations", json::array()}};
    json questions = {{"data_subtype", split + "2017"}, {"questions", json::array()}};
    json annotations = {{"data_subtype", split + "2017"}, {"annotations", json::array()}};
    for (int id = first; id < first + count; ++id) {
        // VQAv2 names images by id, as .jpg; readers go by content.
        const std::string name = fmt::format("{:012}.jpg", id);
        const std::string color = colors[static_cast<std::size_t>(id) % colors.size()];
        image::Image picture;
        picture.width = picture.height = 16;
        picture.rgb.assign(16 * 16 * 3, static_cast<std::uint8_t>(id * 3));
        orThrow(image::writePng(folder / "images" / name, picture));
        captions["images"].push_back({{"id", id}, {"file_name", name}, {"width", 16}, {"height", 16}});
        for (int i = 0; i < 2; ++i)
            captions["annotations"].push_back({{"id", id * 10 + i}, {"image_id", id}, {"caption", "a " + color + " circle"}});
        questions["questions"].push_back({{"question_id", id * 10}, {"image_id", id}, {"question", "what color is it ?"}});
        json answers = json::array();
        for (int a = 1; a <= 10; ++a)
            answers.push_back({{"answer", color}, {"answer_id", a}, {"answer_confidence", "yes"}});
        annotations["annotations"].push_back({{"question_id", id * 10}, {"image_id", id}, {"question_type", "what color"},
            {"answer_type", "other"}, {"multiple_choice_answer", color}, {"answers", answers}});
    }
    orThrow(writeFileAtomic(folder / ("captions_" + split + ".json"), captions.dump()));
    orThrow(writeFileAtomic(folder / ("questions_" + split + ".json"), questions.dump()));
    orThrow(writeFileAtomic(folder / ("annotations_" + split + ".json"), annotations.dump()));
}

} // namespace

std::shared_ptr<project::Project> makeSmallProject(const Path& folder)
{
    project::ProjectConfig config;
    config.name = "small";
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const std::string name = data::splitName(split);
        config.files(split) = {"data/captions_" + name + ".json", "data/questions_" + name + ".json",
            "data/annotations_" + name + ".json", "data/images", {}};
    }
    config.encoder = std::string("models/") + demo::kClipName;
    config.lvlm = std::string("models/") + demo::kIdeficsName;
    auto project = orThrow(project::Project::create(folder, config));
    writeSplit(folder / "data", "train", 100, 40);
    writeSplit(folder / "data", "val", 200, 12);
    orThrow(demo::writeClipFolder(folder / config.encoder));
    orThrow(demo::writeIdeficsFolder(folder / config.lvlm));
    orThrow(project->importDatasets());
    return project;
}

} // namespace fulcrum::test
