// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/official_results.h"

#include "core/runs/zip_archive.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace fulcrum::runs {

namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxMetricsBytes = 64ULL << 20;
constexpr std::uint64_t kMaxGenerationBytes = 1ULL << 30; ///< the whole of VQAv2 val takes about 0.3 GiB
constexpr std::size_t kMaxItems = 1024;
constexpr int kMaxShots = 4096;
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kHead = 1 << 20; ///< bytes that tell what a file is

const char* const kHint = "the file must be one that the published icl_inference.py writes";

tl::unexpected<Error> malformed(const Path& file, const std::string& key, std::string why)
{
    const std::string where = key.empty() ? file.string() : fmt::format("{}: \"{}\"", file.string(), key.substr(0, 120));
    return fail(ErrorCode::Malformed, "cannot read official results", where, std::move(why), kHint);
}

template <class T>
std::optional<T> numberIn(std::string_view text)
{
    T number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional<T>(number) : std::nullopt;
}

/// Takes "-name=NUMBER" or "-name:NUMBER" off the end.
template <class T>
std::optional<T> takeLast(std::string_view& text, std::string_view name)
{
    const std::size_t at = text.rfind(name);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto number = numberIn<T>(text.substr(at + name.size()));
    if (number)
        text = text.substr(0, at);
    return number;
}

bool isTimestamp(std::string_view text)
{
    return text.size() >= 19 && text.size() <= 32 && text[4] == '-' && text[7] == '-' && text[13] == ':'
        && text.find_first_not_of("0123456789-:. ") == std::string_view::npos;
}

Result<std::int64_t> wholeNumber(const Path& file, const std::string& key, const json& value, const char* what)
{
    if (!value.is_number_integer() || value.get<std::int64_t>() < 0) {
        const std::string shown = value.dump(-1, ' ', true, json::error_handler_t::replace).substr(0, 32);
        return malformed(file, key, fmt::format("{} {} is not an index", what, shown));
    }
    return value.get<std::int64_t>();
}

Result<OfficialAnswer> answerFrom(const Path& file, const std::string& key, const json& record)
{
    OfficialAnswer answer;
    const auto place = numberIn<std::int64_t>(key);
    if (!place || *place < 0)
        return malformed(file, key, "the key is not a place among the queries");
    answer.place = *place;
    if (!record.is_object() || !record.contains("ice_idx") || !record["ice_idx"].is_array())
        return malformed(file, key, "\"ice_idx\" is missing or no list");
    if (record["ice_idx"].size() > kMaxItems)
        return malformed(file, key, "\"ice_idx\" is too long");
    for (const json& item : record["ice_idx"]) {
        FULCRUM_TRY(const std::int64_t index, wholeNumber(file, key, item, "\"ice_idx\":"));
        answer.items.push_back(index);
    }
    if (!record.contains("prediction") || !record["prediction"].is_string())
        return malformed(file, key, "\"prediction\" is missing or no text");
    answer.prediction = record["prediction"].get<std::string>();
    const char* const name = record.contains("question_id") || record.contains("question") ? "question_id" : "image_id";
    if (record.contains(name)) {
        FULCRUM_TRY(answer.id, wholeNumber(file, key, record[name], name));
    }
    return answer;
}

/// Records one by one, without keeping the document: texts of half a million captions stay behind.
Result<void> eachRecord(const Path& file, const std::function<Result<void>(const std::string&, const json&)>& take)
{
    FULCRUM_TRY(const std::string text, readFile(file, kMaxGenerationBytes));
    std::optional<Error> error;
    std::string key;
    const auto see = [&](int depth, json::parse_event_t event, json& parsed) {
        if (error)
            return false;
        if (depth == 1 && event == json::parse_event_t::key)
            key = parsed.get<std::string>();
        if (depth != 1 || event != json::parse_event_t::object_end)
            return true;
        if (auto taken = take(key, parsed); !taken)
            error = taken.error();
        return false;
    };
    try {
        const json rest = json::parse(text, see);
        if (!error && !rest.is_object())
            return malformed(file, {}, "expected an object with one member a query");
    } catch (const json::exception& exception) {
        return malformed(file, {}, exception.what());
    }
    if (error)
        return fail(*error);
    return {};
}

} // namespace

std::optional<OfficialKey> parseOfficialKey(std::string_view text)
{
    constexpr std::string_view kTest = "-test_data_num=";
    const std::size_t at = text.find(kTest);
    if (at == std::string_view::npos || !isTimestamp(text.substr(0, at)))
        return std::nullopt;
    OfficialKey key;
    key.timestamp = text.substr(0, at);
    text.remove_prefix(at + kTest.size());
    const std::size_t end = text.find('-', 1); // "-1" begins with one
    const auto number = end == std::string_view::npos ? std::nullopt : numberIn<std::int64_t>(text.substr(0, end));
    if (!number || *number < -1)
        return std::nullopt;
    key.testDataNum = *number;
    text.remove_prefix(end + 1);
    key.shots = takeLast<int>(text, "-shot_num=");
    key.batch = takeLast<int>(text, "-bs:");
    if (text.empty() || text.size() > kLongestName)
        return std::nullopt;
    key.retriever = text;
    return key;
}

std::string strategyOfRetriever(const std::string& retriever)
{
    if (retriever == "ZeroShot")
        return "zero-shot";
    if (retriever == "RandomRetriever")
        return "random";
    if (retriever == "LeverLMRetriever" || retriever == "ICDLMRetriever")
        return "lever-lm";
    if (retriever.starts_with("MMTopKRetriever"))
        for (const auto& [mode, strategy] : {std::pair("-i2i", "siir"), {"-i2t", "sitr"}, {"-t2t", "sttr"}})
            if (retriever.ends_with(mode))
                return strategy;
    return retriever;
}

Result<std::vector<OfficialMetrics>> readOfficialMetrics(const Path& file)
{
    FULCRUM_TRY(const std::string text, readFile(file, kMaxMetricsBytes));
    nlohmann::ordered_json document;
    try {
        document = nlohmann::ordered_json::parse(text);
    } catch (const nlohmann::json::exception& error) {
        return malformed(file, {}, error.what());
    }
    if (!document.is_object() || document.empty())
        return malformed(file, {}, "expected an object with one member a retriever");
    std::vector<OfficialMetrics> all;
    for (const auto& [name, shots] : document.items()) {
        const std::optional<OfficialKey> key = parseOfficialKey(name);
        if (!key)
            return malformed(file, name, "the key is not \"TIME-test_data_num=N-RETRIEVER\"");
        OfficialMetrics metrics{*key, {}};
        if (!shots.is_object() || shots.empty())
            return malformed(file, name, "expected an object \"shot_num=K\" -> score");
        for (const auto& [shotKey, value] : shots.items()) {
            constexpr std::string_view kShots = "shot_num=";
            const auto number = shotKey.starts_with(kShots) ? numberIn<int>(std::string_view(shotKey).substr(kShots.size())) : std::nullopt;
            if (!number || *number < 0 || *number > kMaxShots)
                return malformed(file, name, fmt::format("\"{}\" is not \"shot_num=K\"", shotKey.substr(0, 60)));
            if (!value.is_number() || !std::isfinite(value.get<double>()))
                return malformed(file, name, fmt::format("\"{}\" has no score that is a finite number", shotKey));
            metrics.shots[*number] = value.get<double>();
        }
        all.push_back(std::move(metrics));
    }
    return all;
}

Result<OfficialGeneration> readOfficialGeneration(const Path& file)
{
    OfficialGeneration generation;
    if (const auto key = parseOfficialKey(file.stem().string()))
        generation.key = *key;
    bool questions = false;
    FULCRUM_CHECK(eachRecord(file, [&](const std::string& key, const json& record) -> Result<void> {
        FULCRUM_TRY(OfficialAnswer answer, answerFrom(file, key, record));
        questions |= record.contains("question_id") || record.contains("question");
        generation.answers.push_back(std::move(answer));
        return {};
    }));
    if (generation.answers.empty())
        return malformed(file, {}, "it has no query");
    std::sort(generation.answers.begin(), generation.answers.end(),
        [](const OfficialAnswer& a, const OfficialAnswer& b) { return a.place < b.place; });
    for (std::size_t i = 0; i < generation.answers.size(); ++i) {
        if (generation.answers[i].place != static_cast<std::int64_t>(i))
            return malformed(file, std::to_string(generation.answers[i].place), fmt::format("query {} is missing or twice there", i));
        if (generation.answers[i].items.size() != generation.answers.front().items.size())
            return malformed(file, std::to_string(i), "its \"ice_idx\" is not as long as that of the first query");
    }
    generation.task = questions ? data::Task::Vqa : data::Task::Caption;
    if (!generation.key.shots)
        generation.key.shots = static_cast<int>(generation.answers.front().items.size());
    return generation;
}

OfficialPlace placeOfOfficial(const Path& file)
{
    std::error_code ignored;
    std::vector<std::string> parts;
    const Path absolute = std::filesystem::absolute(file, ignored);
    for (const Path& part : absolute.parent_path())
        parts.push_back(part.string());
    if (!parts.empty() && parts.back() == "generation_metainfo")
        parts.pop_back();
    OfficialPlace place;
    const auto at = std::find_if(parts.rbegin(), parts.rend(),
        [](const std::string& part) { return part == "icl_inference" || part == "flamingo_inference"; });
    if (at == parts.rend())
        return place;
    std::vector<std::string> below(at.base(), parts.end());
    if (*at == "icl_inference" && !below.empty() && !data::taskFromName(below.front())) {
        place.lvlm = below.front();
        below.erase(below.begin());
    }
    if (!below.empty())
        place.task = data::taskFromName(below.front());
    if (below.size() > 1)
        place.experiment = below[1];
    return place;
}

Result<ResultFile> identify(const Path& file)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        return fail(ErrorCode::NotFound, "cannot import results", file.string(), "there is no such file");
    std::ifstream stream(file, std::ios::binary);
    std::string head(kHead, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (stream.bad())
        return fail(ErrorCode::Io, "cannot import results", file.string(), "it cannot be read");
    head.resize(static_cast<std::size_t>(stream.gcount()));
    const auto says = [&](std::string_view text) { return head.find(text) != std::string::npos; };
    if (head.starts_with("PK"))
        return says("run.json") ? ResultFile::RunArchive : says("data.pkl") ? ResultFile::Checkpoint : ResultFile::Unknown;
    if (head.find_first_not_of(" \t\r\n") == std::string::npos || head[head.find_first_not_of(" \t\r\n")] != '{')
        return ResultFile::Unknown;
    if (says("\"ice_idx\"") || says("\"pure_output\""))
        return ResultFile::Generation;
    if (says("\"id_list\"") || says("\"score_list\""))
        return ResultFile::DmData;
    return says("shot_num=") || says("test_data_num=") ? ResultFile::Metrics : ResultFile::Unknown;
}

} // namespace fulcrum::runs
