// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/reader_parts.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

namespace fulcrum::data {
namespace {

constexpr std::array<std::pair<std::string_view, KarpathyPart>, 4> kParts = {{{"train", KarpathyPart::Train},
    {"restval", KarpathyPart::Restval}, {"val", KarpathyPart::Validation}, {"test", KarpathyPart::Test}}};

bool takeSentences(JsonValue& value, std::vector<std::string>& out)
{
    static constexpr std::array<std::string_view, 1> keys = {"raw"};
    if (value.type() != simdjson::ondemand::json_type::array)
        return false;
    bool ok = true;
    for (auto element : value.get_array()) {
        JsonValue item = element.value();
        if (item.type() != simdjson::ondemand::json_type::object)
            return false;
        JsonObject object = item.get_object();
        std::string text;
        bool found = false;
        const std::string wrong
            = eachMember(object, keys, [&](std::size_t, JsonValue& part) { found = takeText(part, text); });
        if (!wrong.empty())
            return false;
        ok = ok && found && !text.empty();
        cleanText(text);
        out.push_back(std::move(text));
    }
    return ok && !out.empty();
}

class KarpathyReader
{
public:
    explicit KarpathyReader(const std::vector<KarpathyPart>& parts) : m_parts(parts) {}

    Wrong takeImage(JsonObject& object)
    {
        static constexpr std::array<std::string_view, 5> keys = {"cocoid", "split", "filepath", "filename", "sentences"};
        Sample sample;
        std::string part, folder;
        std::array<bool, keys.size()> has{};
        const std::string wrong = eachMember(object, keys, [&](std::size_t key, JsonValue& value) {
            switch (key) {
            case 0: has[0] = takeInteger(value, sample.id); break;
            case 1: has[1] = takeText(value, part); break;
            case 2: has[2] = takeText(value, folder); break;
            case 3: has[3] = takeText(value, sample.imageFile); break;
            default: has[4] = takeSentences(value, sample.captions); break;
            }
        });
        if (!wrong.empty())
            return wrong;
        if (!has[0])
            return "it has no usable cocoid";
        const auto known = std::find_if(kParts.begin(), kParts.end(), [&](const auto& one) { return one.first == part; });
        if (known == kParts.end())
            return fmt::format("image {}: its split is not train, restval, val or test", sample.id);
        if (std::find(m_parts.begin(), m_parts.end(), known->second) == m_parts.end())
            return {};
        if (!has[3] || !isSafeRelativeName(sample.imageFile) || (has[2] && !isSafeRelativeName(folder)))
            return {fmt::format("image {}: its file name is missing or leaves the image folder", sample.id),
                ProblemKind::UnsafeName};
        if (!has[4])
            return fmt::format("image {}: its sentences are missing or of the wrong type", sample.id);
        if (!m_ids.insert(sample.id).second)
            return {fmt::format("image id {} is there twice; the first one counts", sample.id), ProblemKind::DuplicateId};
        sample.imageId = sample.id;
        m_samples.push_back(std::move(sample));
        m_folders.push_back(std::move(folder));
        return {};
    }

    Result<ReadResult> finish(JsonFile& json, ProblemList problems)
    {
        const bool one = std::adjacent_find(m_folders.begin(), m_folders.end(), std::not_equal_to<>()) == m_folders.end();
        for (std::size_t i = 0; !one && i < m_samples.size(); ++i)
            if (!m_folders[i].empty())
                m_samples[i].imageFile = m_folders[i] + "/" + m_samples[i].imageFile;
        return finished(
            std::move(m_samples), std::move(problems), {json.hash()}, "it has no image of the part that is asked for");
    }

private:
    const std::vector<KarpathyPart>& m_parts;
    std::vector<Sample> m_samples;
    std::vector<std::string> m_folders; ///< of each sample
    std::unordered_set<std::int64_t> m_ids;
};

} // namespace

std::vector<KarpathyPart> officialKarpathyParts(Split split)
{
    return {split == Split::Train ? KarpathyPart::Train : KarpathyPart::Test};
}

Result<ReadResult> readKarpathy(const Path& file, const std::vector<KarpathyPart>& parts, const ReadOptions& options)
{
    FULCRUM_TRY(const std::unique_ptr<JsonFile> json, JsonFile::open(file, options));
    KarpathyReader reader(parts);
    ProblemList problems;
    std::vector<RecordList> lists
        = {{"images", "image", [&](JsonObject& object, std::uint64_t) { return reader.takeImage(object); }}};
    FULCRUM_CHECK(json->walk(lists, {}, problems));
    return reader.finish(*json, std::move(problems));
}

bool isKarpathy(const Path& file)
{
    Result<JsonScanner> scanner = JsonScanner::open(file, ReadOptions().sizeLimit);
    if (!scanner)
        return false;
    try { // {"images": [{..."sentences":
        scanner->take('\xEF') && scanner->take('\xBB') && scanner->take('\xBF');
        scanner->expect('{');
        if (scanner->value() != "\"images\"")
            return false; // COCO's begins with "info"
        scanner->expect(':');
        scanner->expect('[');
        return scanner->value().find("\"sentences\"") != std::string_view::npos;
    } catch (const BrokenJson&) {
        return false; // the reader says what is wrong
    }
}

} // namespace fulcrum::data
