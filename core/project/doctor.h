// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

namespace fulcrum::project {

struct Finding
{
    static constexpr std::size_t kExamples = 5;

    enum class Level { Ok, Warning, Error };
    Level level = Level::Ok;
    std::string subject; ///< "images (caption train)", "model folder (encoder)"
    std::string message;
    std::string hint;
    std::size_t count = 0;             ///< of the things that are wrong; 0 where it is not about a number of things
    std::vector<std::string> examples{}; ///< the first kExamples of them
};

struct ExamineOptions
{
    bool deep = false; ///< also reads the data files, the first and last bytes of every image, and all of the sample tables
    std::stop_token stop;
    std::function<void(double share, std::string_view what)> progress; ///< share: of what is being looked at, 0 to 1
};

/// Looks at everything a project needs: database pages, data files (size, time; their content when these differ), what their import
/// found wrong, image folders (missing and empty files, names used twice, links that leave the folder), samples without answers,
/// sample tables, embeddings, model folders, free disk space. Never writes. Cancelled when told to stop.
Result<std::vector<Finding>> examine(const Project& project, const ExamineOptions& options = {});

} // namespace fulcrum::project
