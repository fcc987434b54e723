// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/embedding_map.h"
#include "widgets/bridge/worker.h"
#include "widgets/bridge/workspace_state.h"

#include <memory>

namespace fulcrum::bridge {

/// A map of a task's samples: those of the train split, then those of the validation split.
struct SampleMap
{
    icl::MapDatasets datasets;
    icl::MapRequest request;
    embed::Projection points; ///< one a row; fewer have a place while it is being made
    bool finished = false;

    std::size_t rows() const { return points.rows(); }
    /// The sample of a row, and its row; -1 = it is not on the map.
    SampleRef sampleAt(int row) const;
    int rowOf(const SampleRef& sample) const;
    const std::shared_ptr<const data::Dataset>& datasetOf(const SampleRef& sample) const;
};

/// Makes maps on a thread of its own, so that nothing else waits for them; layouts can be watched while they form. GUI thread.
class MapBuilder : public QObject
{
    Q_OBJECT

public:
    explicit MapBuilder(QObject* parent = nullptr);
    ~MapBuilder() override;

    /// What is being made is dropped.
    void build(const std::shared_ptr<project::Project>& project, const icl::MapDatasets& datasets, const icl::MapRequest& request);
    void cancel();
    /// Drops everything and lets go of the project.
    void clear();

    bool isBusy() const { return m_busy; }
    double share() const { return m_share; } ///< of the work, 0 to 1
    /// The newest one; nullptr when there is none.
    const std::shared_ptr<const SampleMap>& map() const { return m_map; }

Q_SIGNALS:
    void progressed();
    void mapChanged(); ///< other points, or more of them
    void failed(const fulcrum::Error& error); ///< not when cancelled

private:
    void show(const std::shared_ptr<const SampleMap>& map);

    std::stop_source m_stop;
    std::shared_ptr<quint64> m_generation = std::make_shared<quint64>(0); ///< GUI thread only
    std::shared_ptr<const SampleMap> m_map;
    bool m_busy = false;
    double m_share = 0;
    Worker m_worker; // last: it ends before the rest goes
};

} // namespace fulcrum::bridge
