// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/data/sample.h"

#include <map>
#include <optional>
#include <vector>

namespace fulcrum::runs {

// What the published Lever-LM code writes (icl_inference.py and open_mmicl/utils.py at 11d61e4):
//   metrics.json                  {"2024-07-15 12:00:00.123456-test_data_num=-1-RandomRetriever": {"shot_num=4": 97.3, ...}, ...}
//   generation_metainfo/KEY.json  {"0": {"prediction": ..., "output": ..., "ice_idx": [...], "image_id": ..., ...}, ...}
//                                 with KEY = "...-RandomRetriever-bs:4-shot_num=4"
// The results say neither seed, model, data, versions nor device.

/// What such a key tells.
struct OfficialKey
{
    std::string timestamp;         ///< "2024-07-15 12:00:00.123456": one start of the script
    std::int64_t testDataNum = -1; ///< -1 = the whole validation split, else its first samples
    std::string retriever;         ///< "MMTopKRetriever-clip-vit-base-patch32-i2i"
    std::optional<int> shots, batch;
};
/// Nothing for a text that is no such key.
std::optional<OfficialKey> parseOfficialKey(std::string_view text);
/// Our name of it ("siir"); a retriever that we do not know keeps its own.
std::string strategyOfRetriever(const std::string& retriever);

struct OfficialMetrics
{
    OfficialKey key;
    std::map<int, double> shots; ///< number of shots -> CIDEr x 100 or accuracy in per cent
};
/// In the file's order. Malformed names the key.
Result<std::vector<OfficialMetrics>> readOfficialMetrics(const Path& file);

struct OfficialAnswer
{
    std::int64_t place = 0;        ///< its key: place among the evaluated samples
    std::optional<std::int64_t> id; ///< image id (captions), question id (VQA)
    std::vector<std::int64_t> items; ///< "ice_idx": indices into the train split, in prompt order
    std::string prediction;          ///< as generated
};
struct OfficialGeneration
{
    OfficialKey key; ///< of the file's name; empty where that says nothing
    data::Task task{};
    std::vector<OfficialAnswer> answers; ///< by place, from 0 without a gap
};
/// Its task is VQA where it has questions, else captions. Malformed names the record.
Result<OfficialGeneration> readOfficialGeneration(const Path& file);

/// What a file's place in the published code's result folder says: .../icl_inference/LVLM/TASK/NAME/metrics.json (or
/// .../flamingo_inference/TASK/NAME/...).
struct OfficialPlace
{
    std::optional<data::Task> task;
    std::string lvlm, experiment; ///< empty = it does not say
};
OfficialPlace placeOfOfficial(const Path& file);

enum class ResultFile { Metrics, Generation, DmData, RunArchive, Checkpoint, Unknown };
/// By content, from its first bytes.
Result<ResultFile> identify(const Path& file);

} // namespace fulcrum::runs
