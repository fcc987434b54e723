// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/embedding_map.h"

#include "core/base/log.h"
#include "core/embed/projection_store.h"
#include "core/icl/model_access.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::icl {
namespace {

/// Tables side by side. One alone is used where it lies; several are copied, or widened where they are stored in different ways.
class JointTable
{
public:
    void add(const embed::Matrix& matrix, std::shared_ptr<const void> owner)
    {
        m_parts.push_back(matrix);
        m_owners.push_back(std::move(owner));
    }
    Result<embed::Matrix> join()
    {
        if (m_parts.size() == 1)
            return m_parts.front();
        const bool narrow = std::all_of(m_parts.begin(), m_parts.end(), [](const embed::Matrix& part) { return !part.halves.empty(); });
        for (const embed::Matrix& part : m_parts) {
            if (part.dimensions != m_parts.front().dimensions)
                return fail(ErrorCode::Malformed, "cannot project the embeddings", "splits", "their embeddings have different lengths", "embed again");
            if (narrow)
                m_halves.insert(m_halves.end(), part.halves.begin(), part.halves.end());
            else
                for (std::size_t row = 0; row < part.rows(); ++row)
                    part.appendRow(row, m_values);
        }
        return embed::Matrix {m_values, m_parts.front().dimensions, m_halves};
    }

private:
    std::vector<embed::Matrix> m_parts;
    std::vector<std::shared_ptr<const void>> m_owners;
    std::vector<float> m_values;
    std::vector<std::uint16_t> m_halves;
};

Result<embed::Projection> compute(const project::Project& project, const MapDatasets& datasets, const std::string& encoder,
    const MapRequest& request, std::stop_token stop, const embed::ProjectionProgress& progress)
{
    JointTable joint;
    for (const auto& dataset : datasets) {
        FULCRUM_TRY(const FeatureTables tables, openFeatures(project, *dataset, encoder, !request.text, request.text));
        joint.add(request.text ? tables.text : tables.image, tables.owner);
    }
    FULCRUM_TRY(const embed::Matrix table, joint.join());
    return embed::project(table, request.options, std::move(stop), progress);
}

} // namespace

Result<embed::Projection> embeddingMap(const project::Project& project, const MapDatasets& datasets, const MapRequest& request,
    std::stop_token stop, const embed::ProjectionProgress& progress)
{
    if (datasets.empty())
        return fail(ErrorCode::NotFound, "cannot project the embeddings", "project", "it has no data set of this task", "import one");
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_TRY(const std::string encoder, encoderHashOf(project, database, datasets.front()->task()));
    embed::EmbeddingKey key {encoder, {}, request.text ? "text" : "image"};
    std::size_t rows = 0;
    for (const auto& dataset : datasets) {
        key.datasetFingerprint += (key.datasetFingerprint.empty() ? "" : "+") + dataset->fingerprint();
        rows += dataset->size();
    }
    const embed::ProjectionStore kept(project.folder() / "projections");
    if (auto map = kept.open(key, request.options, rows))
        return map;
    FULCRUM_TRY(embed::Projection map, compute(project, datasets, encoder, request, std::move(stop), progress));
    if (!project.readOnly())
        if (const auto saved = kept.save(key, request.options, map); !saved)
            log(LogLevel::Warning, "fulcrum.embed", saved.error().text());
    return map;
}

std::string mapCsv(const MapDatasets& datasets, const embed::Projection& map)
{
    std::string csv = "split,index,id,image_id,x,y\n";
    std::size_t row = 0;
    for (const auto& dataset : datasets)
        for (std::size_t i = 0; i < dataset->size() && row < map.rows(); ++i, ++row) {
            csv += fmt::format("{},{},{},{},", data::splitName(dataset->split()), i, dataset->id(i), dataset->view(i).imageId);
            csv += std::isfinite(map.x[row]) ? fmt::format("{},{}\n", map.x[row], map.y[row]) : ",\n";
        }
    return csv;
}

} // namespace fulcrum::icl
