// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_file.h"

#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

namespace fulcrum::data {
namespace {

constexpr std::int64_t kLargestSide = 1'000'000; // pixels; what is larger is a mistake, not an image

struct Caption
{
    std::int64_t imageId = 0;
    std::string text;
};

class CaptionReader
{
public:
    std::string takeImage(JsonObject& object)
    {
        Sample sample;
        bool hasId = false, hasName = false, sizeOk = true;
        for (auto field : object) {
            const std::string_view key = field.unescaped_key();
            JsonValue value = field.value();
            std::int64_t side = 0;
            if (key == "id") {
                hasId = takeInteger(value, sample.imageId);
            } else if (key == "file_name") {
                hasName = takeText(value, sample.imageFile);
            } else if (key == "width" || key == "height") {
                const bool ok = takeInteger(value, side) && side <= kLargestSide;
                (key == "width" ? sample.width : sample.height) = ok ? static_cast<int>(side) : 0;
                sizeOk = sizeOk && ok;
            }
        }
        if (!hasId)
            return "it has no usable id";
        if (!hasName || !isSafeRelativeName(sample.imageFile))
            return fmt::format("image {}: its file name is missing or leaves the image folder", sample.imageId);
        sample.id = sample.imageId;
        if (!m_imageAt.emplace(sample.imageId, m_samples.size()).second)
            return fmt::format("image id {} is there twice; the first one counts", sample.imageId);
        const std::string wrong
            = sizeOk ? "" : fmt::format("image {}: its width or height is not usable", sample.imageId);
        m_samples.push_back(std::move(sample));
        return wrong;
    }

    std::string takeCaption(JsonObject& object)
    {
        Caption caption;
        std::int64_t id = 0;
        bool hasId = false, hasImage = false, hasText = false;
        for (auto field : object) {
            const std::string_view key = field.unescaped_key();
            JsonValue value = field.value();
            if (key == "image_id")
                hasImage = takeInteger(value, caption.imageId);
            else if (key == "id")
                hasId = takeInteger(value, id);
            else if (key == "caption")
                hasText = takeText(value, caption.text);
        }
        if (!hasImage || !hasText || caption.text.empty())
            return "its image_id or caption is missing or of the wrong type";
        if (hasId && !m_captionIds.insert(id).second)
            return fmt::format("annotation id {} is there twice; the first one counts", id);
        const bool cleaned = cleanText(caption.text);
        m_captions.push_back(std::move(caption));
        return cleaned ? "control characters in its caption were replaced by spaces" : "";
    }

    /// Joins images and captions; the file may have either list first.
    Result<ReadResult> finish(const Path& file, ProblemList problems)
    {
        const std::string name = file.filename().string();
        for (Caption& caption : m_captions) {
            const auto found = m_imageAt.find(caption.imageId);
            if (found == m_imageAt.end())
                problems.add({name, fmt::format("caption of image {}", caption.imageId), "there is no such image"});
            else
                m_samples[found->second].captions.push_back(std::move(caption.text));
        }
        ReadResult result;
        for (Sample& sample : m_samples) {
            if (sample.captions.empty()) {
                problems.add({name, fmt::format("image {}", sample.imageId), "it has no caption and is left out"});
                continue;
            }
            sample.index = static_cast<std::int64_t>(result.samples.size());
            result.samples.push_back(std::move(sample));
        }
        result.problems = std::move(problems);
        if (result.samples.empty())
            return fail(ErrorCode::Malformed, "cannot use the captions file", file.string(),
                result.problems.count() == 0
                    ? "it has no image with a caption"
                    : fmt::format("none of its records is usable; the first: {}: {}",
                        result.problems.kept().front().record, result.problems.kept().front().what));
        return result;
    }

private:
    std::vector<Sample> m_samples;
    std::vector<Caption> m_captions;
    std::unordered_map<std::int64_t, std::size_t> m_imageAt;
    std::unordered_set<std::int64_t> m_captionIds;
};

} // namespace

Result<ReadResult> readCocoCaptions(const Path& file, const ReadOptions& options)
{
    FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(file, options.sizeLimit));
    CaptionReader reader;
    ProblemList problems;
    std::vector<RecordList> lists = {
        {"images", "image", [&](JsonObject& object) { return reader.takeImage(object); }},
        {"annotations", "annotation", [&](JsonObject& object) { return reader.takeCaption(object); }}};
    FULCRUM_CHECK(json->walk(lists, {}, options, problems));
    return reader.finish(file, std::move(problems));
}

} // namespace fulcrum::data
