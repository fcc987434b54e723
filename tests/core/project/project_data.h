// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/dataset_versions.h"
#include "core/project/project.h"

#include <QTemporaryDir>
#include <fmt/format.h>

namespace fulcrum::test {

/// A temporary folder with two images that have captions and a question each, in exact COCO and VQAv2 layout, and the place of a
/// project.
class ProjectData
{
public:
    ProjectData()
        : root(std::filesystem::canonical(m_folder.path().toStdString())), project(root / "p.fulcrum")
    {
        writeData();
    }

    Path write(const Path& relative, const std::string& content) const
    {
        if (!writeFileAtomic(root / relative, content))
            qFatal("cannot write test data");
        return root / relative;
    }
    void writeData() const
    {
        write("data/captions.json",
            R"({"images":[{"id":2,"file_name":"000000000002.jpg","width":8,"height":9},{"id":1,"file_name":"000000000001.jpg"}],
                "annotations":[{"id":1,"image_id":1,"caption":"one"},{"id":2,"image_id":2,"caption":"two"}]})");
        write("data/questions.json",
            R"({"data_subtype":"train2014","questions":[{"question_id":11,"image_id":1,"question":"a?"},{"question_id":12,"image_id":2,"question":"b?"}]})");
        std::string answers;
        for (int i = 0; i < 10; ++i)
            answers += fmt::format("{}{{\"answer\":\"x\",\"answer_id\":{}}}", i ? "," : "", i + 1);
        write("data/annotations.json",
            fmt::format(
                R"({{"annotations":[{{"question_id":11,"image_id":1,"multiple_choice_answer":"x","answers":[{0}]}},{{"question_id":12,"image_id":2,"multiple_choice_answer":"x","answers":[{0}]}}]}})",
                answers));
        write("data/images/000000000001.jpg", "x");
        write("data/images/000000000002.jpg", "x");
    }
    /// Other captions: one image, one caption.
    void changeCaptions() const
    {
        write("data/captions.json",
            R"({"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"id":1,"image_id":1,"caption":"new"}]})");
    }
    project::ProjectConfig config() const
    {
        project::ProjectConfig config;
        for (project::SplitFiles* files : {&config.train, &config.validation})
            *files = {(root / "data/captions.json").string(), (root / "data/questions.json").string(),
                (root / "data/annotations.json").string(), (root / "data/images").string(), ""};
        return config;
    }
    /// A run of the project as it is now.
    static store::RunId addRun(store::Database& database, const char* spec, std::vector<store::RunId> parents = {})
    {
        store::RunRecord run;
        run.kind = run.name = "a";
        run.spec = spec;
        run.parents = std::move(parents);
        run.datasetFingerprint = project::activeFingerprints(database).value();
        return store::RunRepository(database).add(std::move(run)).value();
    }

private:
    QTemporaryDir m_folder;

public:
    const Path root, project;
};

} // namespace fulcrum::test
