// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/store/result_repository.h"
#include "widgets/bridge/project_session.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <nlohmann/json.hpp>

namespace fulcrum::test {

/// A small real project in a temporary folder: images on disk, captions and questions in the published layouts.
class ProjectFixture
{
public:
    static constexpr int kTrain = 12, kValidation = 8;

    ProjectFixture()
    {
        project::ProjectConfig config;
        config.name = "fixture";
        for (const data::Split split : {data::Split::Train, data::Split::Validation})
            writeSplit(config, split, split == data::Split::Train ? kTrain : kValidation);
        const auto made = project::Project::create(bridge::toPath(folder()), config);
        if (!made) {
            m_problem = QString::fromStdString(made.error().text());
            return;
        }
        const auto imported = (*made)->importDatasets();
        if (!imported)
            m_problem = QString::fromStdString(imported.error().text());
    }

    QString folder() const { return m_folder.filePath(QStringLiteral("fixture.fulcrum")); }
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    const QString& problem() const { return m_problem; }

    /// A finished evaluation of SIIR at 1 and 2 shots for every caption query.
    Result<store::RunId> addEvaluation()
    {
        FULCRUM_TRY(const auto project, project::Project::open(bridge::toPath(folder()), project::Access::ReadWrite));
        FULCRUM_TRY(store::Database database, project->connect());
        store::RunRecord run;
        run.kind = "eval";
        run.name = "evaluation";
        run.spec = R"({"task":"caption","lvlm":"tiny"})";
        run.specHash = "0";
        run.parity = "{}";
        store::RunId id = 0;
        if (auto written = database.transaction([&]() -> Result<void> {
            FULCRUM_TRY(id, store::RunRepository(database).add(run));
            store::EvalRepository results(database);
            for (const int shots : {1, 2}) {
                FULCRUM_TRY(const std::int64_t cell, results.cell(id, "siir", shots, 0));
                std::vector<store::Prediction> predictions;
                std::vector<double> scores;
                for (int query = 0; query < kValidation; ++query) {
                    store::Prediction prediction;
                    prediction.query = query;
                    prediction.queryId = idOf(data::Split::Validation, query);
                    for (int step = 0; step < shots; ++step)
                        prediction.sequence.push_back({step, step, {}, 0.5 + 0.1 * step, {}, step + 1});
                    prediction.prediction = "a red circle";
                    predictions.push_back(prediction);
                    scores.push_back(50.0 + query);
                }
                FULCRUM_CHECK(results.addPredictions(cell, predictions));
                FULCRUM_CHECK(results.finishCell(cell, "CIDEr", 53.5 + shots, 1.0, scores));
            }
            return store::RunRepository(database).setState(id, store::RunState::Succeeded);
        }); !written)
            return fail(written.error());
        return id;
    }

    /// A finished training with three epochs of curves.
    Result<void> addTraining()
    {
        FULCRUM_TRY(const auto project, project::Project::open(bridge::toPath(folder()), project::Access::ReadWrite));
        FULCRUM_TRY(store::Database database, project->connect());
        store::RunRepository runs(database);
        store::RunRecord run;
        run.kind = "train";
        run.name = "a training";
        run.spec = run.parity = "{}";
        run.specHash = "1";
        FULCRUM_TRY(const store::RunId id, runs.add(run));
        for (int epoch = 0; epoch < 3; ++epoch)
            for (const char* name : {"learning rate", "train loss", "validation loss"})
                FULCRUM_CHECK(runs.addMetric(id, {name, epoch, 1, 1.0 / (1 + epoch)}));
        return runs.setState(id, store::RunState::Succeeded);
    }

    static int idOf(data::Split split, int i) { return (split == data::Split::Train ? 100 : 500) + i; }

private:
    void writeSplit(project::ProjectConfig& config, data::Split split, int count)
    {
        const QString name = QString::fromLatin1(data::splitName(split));
        QDir(m_folder.path()).mkpath(name);
        nlohmann::json captions, questions, answers;
        for (int i = 0; i < count; ++i) {
            const int id = idOf(split, i);
            const QString file = QStringLiteral("%1.png").arg(id, 12, 10, QLatin1Char('0'));
            QImage image(48, 32, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(i * 30 % 360, 200, 200));
            image.save(m_folder.filePath(name + u'/' + file));
            captions["images"].push_back({{"id", id}, {"file_name", file.toStdString()}, {"width", 48}, {"height", 32}});
            for (const char* text : {"a red circle on wood", "something round"})
                captions["annotations"].push_back({{"id", id * 10 + int(captions["annotations"].size())}, {"image_id", id},
                    {"caption", std::string(text) + (i % 2 ? "" : " with a star")}});
        }
        save(name + QStringLiteral(".json"), captions);
        project::SplitFiles& files = config.files(split);
        files.images = m_folder.filePath(name).toStdString();
        files.captions = m_folder.filePath(name + QStringLiteral(".json")).toStdString();
    }

    void save(const QString& name, const nlohmann::json& document)
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray::fromStdString(document.dump()));
        else
            m_problem = file.errorString();
    }

    QTemporaryDir m_folder;
    QString m_problem;
};

} // namespace fulcrum::test
