// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/map_builder.h"

#include <chrono>

namespace fulcrum::bridge {

namespace {
constexpr std::chrono::milliseconds kLookEvery(100);
} // namespace

SampleRef SampleMap::sampleAt(int row) const
{
    auto index = static_cast<std::int64_t>(row);
    for (const auto& dataset : datasets) {
        const auto size = static_cast<std::int64_t>(dataset->size());
        if (index < size)
            return {dataset->task(), dataset->split(), index};
        index -= size;
    }
    return {};
}

int SampleMap::rowOf(const SampleRef& sample) const
{
    std::int64_t before = 0;
    for (const auto& dataset : datasets) {
        const auto size = static_cast<std::int64_t>(dataset->size());
        if (dataset->task() == sample.task && dataset->split() == sample.split)
            return sample.index >= 0 && sample.index < size ? static_cast<int>(before + sample.index) : -1;
        before += size;
    }
    return -1;
}

const std::shared_ptr<const data::Dataset>& SampleMap::datasetOf(const SampleRef& sample) const
{
    static const std::shared_ptr<const data::Dataset> none;
    for (const auto& dataset : datasets)
        if (dataset->split() == sample.split && dataset->task() == sample.task)
            return dataset;
    return none;
}

MapBuilder::MapBuilder(QObject* parent) : QObject(parent) { }
MapBuilder::~MapBuilder() { m_stop.request_stop(); }

void MapBuilder::build(
    const std::shared_ptr<project::Project>& project, const icl::MapDatasets& datasets, const icl::MapRequest& request)
{
    cancel();
    m_stop = std::stop_source();
    m_busy = true;
    m_share = 0;
    const quint64 mine = *m_generation;
    // Called on the worker, which ends before this object does; what it posts comes to the GUI thread or to nobody.
    const auto tell = [this, mine, datasets, request, last = std::chrono::steady_clock::time_point()](
                          double share, const embed::Projection* layout) mutable {
        const auto now = std::chrono::steady_clock::now();
        if (now - last < kLookEvery)
            return;
        last = now;
        auto map = layout ? std::make_shared<const SampleMap>(SampleMap {datasets, request, *layout, false}) : nullptr;
        QMetaObject::invokeMethod(
            this,
            [this, mine, share, map] {
                if (mine != *m_generation)
                    return;
                m_share = share;
                if (map)
                    show(map);
                Q_EMIT progressed();
            },
            Qt::QueuedConnection);
    };
    m_worker.run(
        this,
        [project, datasets, request, tell](std::stop_token stop) {
            return icl::embeddingMap(*project, datasets, request, std::move(stop), tell);
        },
        [this, mine, datasets, request](Result<embed::Projection> points) {
            if (mine != *m_generation)
                return;
            m_busy = false;
            if (points)
                show(std::make_shared<const SampleMap>(SampleMap {datasets, request, std::move(*points), true}));
            else if (points.error().code != ErrorCode::Cancelled)
                Q_EMIT failed(points.error());
            Q_EMIT progressed();
        },
        m_stop.get_token());
    Q_EMIT progressed();
}

void MapBuilder::show(const std::shared_ptr<const SampleMap>& map)
{
    m_map = map;
    Q_EMIT mapChanged();
}

void MapBuilder::cancel()
{
    m_stop.request_stop();
    ++*m_generation;
    if (std::exchange(m_busy, false))
        Q_EMIT progressed();
}

void MapBuilder::clear()
{
    cancel();
    m_worker.wait();
    m_map.reset();
    Q_EMIT mapChanged();
}

} // namespace fulcrum::bridge
