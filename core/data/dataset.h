// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/data/sample.h"

#include <unordered_map>

namespace fulcrum::data {

/// The samples of one task and split, in the official code's order: `samples[i].index == i`. Immutable after
/// construction, so that it can be shared between threads.
class Dataset
{
public:
    Dataset(Task task, Split split, std::string fingerprint, Path imageFolder, std::vector<Sample> samples);

    Task task() const { return m_task; }
    Split split() const { return m_split; }
    /// SHA-256 over the source files' hashes, the sample count, task and split.
    const std::string& fingerprint() const { return m_fingerprint; }
    const Path& imageFolder() const { return m_imageFolder; }
    const std::vector<Sample>& samples() const { return m_samples; }
    std::size_t size() const { return m_samples.size(); }
    const Sample& operator[](std::size_t index) const { return m_samples[index]; }

    /// Where the sample's image should be; whether it is there is found out on reading it.
    Path imagePath(const Sample& sample) const { return m_imageFolder / sample.imageFile; }
    /// Sample with this COCO image id or VQAv2 question id, or nullptr.
    const Sample* findId(std::int64_t id) const;

private:
    Task m_task;
    Split m_split;
    std::string m_fingerprint;
    Path m_imageFolder;
    std::vector<Sample> m_samples;
    std::unordered_map<std::int64_t, std::size_t> m_byId;
};

} // namespace fulcrum::data
