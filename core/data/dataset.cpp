// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

namespace fulcrum::data {

Dataset::Dataset(Task task, Split split, std::string fingerprint, Path imageFolder, std::vector<Sample> samples)
    : m_task(task)
    , m_split(split)
    , m_fingerprint(std::move(fingerprint))
    , m_imageFolder(std::move(imageFolder))
    , m_samples(std::move(samples))
{
    m_byId.reserve(m_samples.size());
    for (std::size_t i = 0; i < m_samples.size(); ++i)
        m_byId.emplace(m_samples[i].id, i);
}

const Sample* Dataset::findId(std::int64_t id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_samples[found->second];
}

} // namespace fulcrum::data
