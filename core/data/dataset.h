// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/data/sample_table.h"

namespace fulcrum::data {

/// The samples of one task and split, in the official code's order: sample i has `index == i`. Immutable after
/// construction, so that it can be shared between threads.
class Dataset
{
public:
    Dataset(Task task, Split split, std::string fingerprint, Path imageFolder, SampleTable samples)
        : m_task(task), m_split(split), m_fingerprint(std::move(fingerprint)), m_imageFolder(std::move(imageFolder)),
          m_samples(std::move(samples))
    {
    }

    Task task() const { return m_task; }
    Split split() const { return m_split; }
    /// SHA-256 over the source files' hashes, the sample count, task and split.
    const std::string& fingerprint() const { return m_fingerprint; }
    const Path& imageFolder() const { return m_imageFolder; }
    const SampleTable& samples() const { return m_samples; }
    std::size_t size() const { return m_samples.size(); }
    Sample operator[](std::size_t index) const { return m_samples.sample(index); }
    /// Without copies; for scans. Valid as long as this data set.
    SampleView view(std::size_t index) const { return m_samples.view(index); }
    std::int64_t id(std::size_t index) const { return m_samples.id(index); }
    std::string_view imageFile(std::size_t index) const { return m_samples.imageFile(index); }

    /// Where the sample's image should be; whether it is there is found out on reading it.
    Path imagePath(std::string_view imageFile) const { return m_imageFolder / imageFile; }
    Path imagePath(const Sample& sample) const { return imagePath(sample.imageFile); }
    /// Place of the sample with this COCO image id or VQAv2 question id; -1 = none.
    std::int64_t indexOfId(std::int64_t id) const { return m_samples.indexOfId(id); }

private:
    Task m_task;
    Split m_split;
    std::string m_fingerprint;
    Path m_imageFolder;
    SampleTable m_samples;
};

} // namespace fulcrum::data
