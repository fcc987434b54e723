// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/official_json.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unordered_set>

namespace fulcrum::dm {

namespace {

constexpr std::uint64_t kMaxBytes = 2ULL << 30; // 5,000 anchors x 5 sequences take less than 1 MiB
constexpr std::size_t kMaxLength = 1024;

tl::unexpected<Error> malformed(const Path& file, const std::string& anchor, std::string why)
{
    return fail(ErrorCode::Malformed, "cannot read D_M data", fmt::format("{}: anchor \"{}\"", file.string(), anchor),
        std::move(why), "the file must be one that the official generate_data.py writes");
}

Result<BeamSequence> readSequence(const Path& file, const std::string& key, std::int64_t anchor,
    const nlohmann::json& ids, const nlohmann::json& score, std::int64_t samples)
{
    if (!ids.is_array() || ids.size() < 2 || ids.size() > kMaxLength)
        return malformed(file, key, "an id list has no demonstrations or is too long");
    if (!score.is_number() || !std::isfinite(score.get<double>()))
        return malformed(file, key, "a score is not a finite number");
    BeamSequence sequence;
    sequence.score = score.get<double>();
    std::unordered_set<std::int64_t> seen;
    for (const nlohmann::json& id : ids) {
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || (samples > 0 && id.get<std::int64_t>() >= samples))
            return malformed(file, key, fmt::format("\"{}\" is not an index of the train split", id.dump().substr(0, 32)));
        if (!seen.insert(id.get<std::int64_t>()).second)
            return malformed(file, key, fmt::format("index {} occurs twice in a list", id.get<std::int64_t>()));
        sequence.items.push_back(id.get<std::int64_t>());
    }
    if (sequence.items.back() != anchor)
        return malformed(file, key, "an id list does not end with the anchor");
    sequence.items.pop_back();
    return sequence;
}

Result<AnchorSequences> readAnchor(
    const Path& file, const std::string& key, const nlohmann::json& value, std::int64_t samples)
{
    AnchorSequences result;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), result.anchor);
    if (error != std::errc() || end != key.data() + key.size() || result.anchor < 0)
        return malformed(file, key.substr(0, 64), "the key is not a sample index");
    if (!value.is_object() || !value.contains("id_list") || !value.contains("score_list"))
        return malformed(file, key, "\"id_list\" and \"score_list\" are needed");
    const nlohmann::json& lists = value["id_list"];
    const nlohmann::json& scores = value["score_list"];
    if (!lists.is_array() || !scores.is_array() || lists.size() != scores.size() || lists.empty())
        return malformed(file, key, "\"id_list\" and \"score_list\" must be lists of one length, at least 1");
    for (std::size_t i = 0; i < lists.size(); ++i) {
        FULCRUM_TRY(BeamSequence sequence, readSequence(file, key, result.anchor, lists[i], scores[i], samples));
        result.sequences.push_back(std::move(sequence));
    }
    return result;
}

} // namespace

Result<std::vector<AnchorSequences>> readOfficialJson(const Path& file, std::int64_t samples)
{
    FULCRUM_TRY(const std::string text, readFile(file, kMaxBytes));
    nlohmann::ordered_json document; // keeps the file's order of anchors
    try {
        document = nlohmann::ordered_json::parse(text);
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Malformed, "cannot read D_M data", file.string(), error.what());
    }
    if (!document.is_object() || document.empty())
        return fail(ErrorCode::Malformed, "cannot read D_M data", file.string(), "expected an object with one key per anchor");
    std::vector<AnchorSequences> result;
    for (const auto& [key, value] : document.items()) {
        FULCRUM_TRY(AnchorSequences anchor, readAnchor(file, key, nlohmann::json(value), samples));
        result.push_back(std::move(anchor));
    }
    return result;
}

std::string officialJson(std::span<const AnchorSequences> anchors)
{
    nlohmann::ordered_json document = nlohmann::ordered_json::object();
    for (const AnchorSequences& anchor : anchors) {
        nlohmann::ordered_json lists = nlohmann::ordered_json::array();
        nlohmann::ordered_json scores = nlohmann::ordered_json::array();
        for (const BeamSequence& sequence : anchor.sequences) {
            std::vector<std::int64_t> ids = sequence.items;
            ids.push_back(anchor.anchor);
            lists.push_back(std::move(ids));
            scores.push_back(sequence.steps.empty() ? sequence.score : sequence.steps.back().gain);
        }
        document[std::to_string(anchor.anchor)] = {{"id_list", std::move(lists)}, {"score_list", std::move(scores)}};
    }
    return document.dump();
}

} // namespace fulcrum::dm
