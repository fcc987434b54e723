// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_file.h"
#include "core/data/reader_parts.h"

#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

namespace fulcrum::data {
namespace {

class CaptionReader
{
public:
    Wrong takeImage(JsonObject& object, std::uint64_t byte)
    {
        static constexpr std::array<std::string_view, 4> keys = {"id", "file_name", "width", "height"};
        Sample sample;
        bool hasId = false, hasName = false, sizeOk = true;
        std::string wrong = eachMember(object, keys, [&](std::size_t key, JsonValue& value) {
            if (key == 0)
                hasId = takeInteger(value, sample.imageId);
            else if (key == 1)
                hasName = takeText(value, sample.imageFile);
            else
                sizeOk = takeSide(value, key == 2 ? sample.width : sample.height) && sizeOk;
        });
        if (!wrong.empty())
            return wrong;
        if (!hasId)
            return "it has no usable id";
        if (!hasName || !isSafeRelativeName(sample.imageFile))
            return {fmt::format("image {}: its file name is missing or leaves the image folder", sample.imageId),
                ProblemKind::UnsafeName};
        sample.id = sample.imageId;
        if (!m_imageAt.emplace(sample.imageId, m_samples.size()).second)
            return {fmt::format("image id {} is there twice; the first one counts", sample.imageId), ProblemKind::DuplicateId};
        if (!sizeOk)
            wrong = fmt::format("image {}: its width or height is not usable", sample.imageId);
        m_samples.push_back(std::move(sample));
        m_bytes.push_back(byte);
        return wrong;
    }

    Wrong takeCaption(JsonObject& object, std::uint64_t byte)
    {
        static constexpr std::array<std::string_view, 3> keys = {"image_id", "id", "caption"};
        std::int64_t id = 0, imageId = 0;
        std::string text;
        bool hasId = false, hasImage = false, hasText = false;
        std::string wrong = eachMember(object, keys, [&](std::size_t key, JsonValue& value) {
            if (key == 0)
                hasImage = takeInteger(value, imageId);
            else if (key == 1)
                hasId = takeInteger(value, id);
            else
                hasText = takeText(value, text);
        });
        if (!wrong.empty())
            return wrong;
        if (!hasImage || !hasText || text.empty())
            return "its image_id or caption is missing or of the wrong type";
        if (hasId && !m_captionIds.insert(id).second)
            return {fmt::format("annotation id {} is there twice; the first one counts", id), ProblemKind::DuplicateId};
        const bool cleaned = cleanText(text);
        if (const auto found = m_imageAt.find(imageId); found != m_imageAt.end())
            m_samples[found->second].captions.push_back(std::move(text));
        else
            m_early.push_back({imageId, byte, std::move(text)});
        if (cleaned)
            return {"control characters in its caption were replaced by spaces", ProblemKind::ControlCharacters};
        return {};
    }

    /// Joins what stood before its image: the file may have either list first.
    Result<ReadResult> finish(JsonFile& json, const Path& file, ProblemList problems)
    {
        const std::string name = file.filename().string();
        for (auto& [imageId, byte, text] : m_early) {
            const auto found = m_imageAt.find(imageId);
            if (found == m_imageAt.end())
                problems.add({name, fmt::format("caption of image {}", imageId), "there is no such image",
                    ProblemKind::NoImage, byte});
            else
                m_samples[found->second].captions.push_back(std::move(text));
        }
        leaveOut(m_samples, [&](std::size_t i) {
            if (m_samples[i].captions.empty())
                problems.add({name, fmt::format("image {}", m_samples[i].imageId), "it has no caption and is left out",
                    ProblemKind::NoCaption, m_bytes[i]});
            return m_samples[i].captions.empty();
        });
        return finished(std::move(m_samples), std::move(problems), {json.hash()}, "it has no image with a caption");
    }

private:
    struct EarlyCaption
    {
        std::int64_t imageId = 0;
        std::uint64_t byte = 0;
        std::string text;
    };
    std::vector<Sample> m_samples;
    std::vector<std::uint64_t> m_bytes; ///< where the image of each sample stands
    std::vector<EarlyCaption> m_early;  ///< captions whose image has not been seen
    std::unordered_map<std::int64_t, std::size_t> m_imageAt;
    std::unordered_set<std::int64_t> m_captionIds;
};

} // namespace

Result<ReadResult> readCocoCaptions(const Path& file, const ReadOptions& options)
{
    FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(file, options));
    CaptionReader reader;
    ProblemList problems;
    std::vector<RecordList> lists = {
        {"images", "image", [&](JsonObject& object, std::uint64_t byte) { return reader.takeImage(object, byte); }},
        {"annotations", "annotation", [&](JsonObject& object, std::uint64_t byte) { return reader.takeCaption(object, byte); }}};
    FULCRUM_CHECK(json->walk(lists, {}, problems));
    return reader.finish(*json, file, std::move(problems));
}

} // namespace fulcrum::data
