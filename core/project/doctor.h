// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

namespace fulcrum::project {

struct Finding
{
    enum class Level { Ok, Warning, Error };
    Level level = Level::Ok;
    std::string subject; ///< "images (train)", "model folder (encoder)"
    std::string message;
    std::string hint;
};

/// Looks at everything a project needs: database pages, source files (size, time, and with `deep` their hash), image
/// folders (every image that a sample names; at most 20 missing ones are listed), model folders, free disk space.
/// Never writes.
Result<std::vector<Finding>> examine(const Project& project, bool deep = false, std::stop_token stop = {});

} // namespace fulcrum::project
