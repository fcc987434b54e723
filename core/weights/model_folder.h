// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace fulcrum::weights {

/// One weight file as its header tells; its weights are not read.
struct FileReport
{
    Path path;
    std::string part;   ///< "model"; of an OpenFlamingo: "checkpoint", "language model", "vision encoder"
    std::string format; ///< "safetensors" or "pytorch"
    bool present = false, isShard = false;
    std::uint64_t bytes = 0;
    std::int64_t tensors = 0;
    std::map<std::string, std::int64_t> numbers; ///< how many of each type, by safetensors' name ("BF16")
    std::set<std::string> refusedClasses;        ///< of a checkpoint: what its pickle asks for and does not get
    std::string problem;                         ///< why it cannot be used; empty = it can
};

/// What keeps a folder from being used, and what to do.
struct FolderProblem
{
    std::string what, hint;
};

/// What a model folder is, as far as its files tell without the engine.
struct FolderReport
{
    enum class Layout { Nothing, HuggingFace, OpenFlamingo, LeverLm };
    Path folder;
    Layout layout = Layout::Nothing;
    std::string modelType;    ///< config.json's model_type ("idefics"); of an OpenFlamingo its language model's; "lever-lm"
    std::string architecture; ///< config.json's architectures[0]
    nlohmann::json lever;     ///< settings of a Lever-LM; else null
    std::vector<FileReport> files;
    std::map<std::string, std::int64_t> parts;     ///< stored numbers by partOf
    std::vector<Path> tokenizerFiles, processorFiles; ///< found; relative to the folder
    std::vector<FolderProblem> problems;

    std::int64_t numbers() const; ///< over all files
    std::uint64_t bytes() const;
};
const char* layoutName(FolderReport::Layout layout);

/// Looks at a model folder, or at one file of a Lever-LM. NotFound when there is nothing at `path`; everything else that is wrong
/// stands in `problems`.
Result<FolderReport> inspectFolder(const Path& path);

/// Which part of a model a tensor belongs to, by its published name: "vision", "resampler", "cross-attention", "text" (of a CLIP)
/// or "language".
const char* partOf(std::string_view tensor);

} // namespace fulcrum::weights
