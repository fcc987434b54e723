// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

namespace fulcrum::demo {

/// The folder with the shipped models of Tiny World (tiny-clip, tiny-idefics): $FULCRUM_DEMO, share/fulcrum/demo/models of the
/// installation, or resources/demo/models of the source tree that the running program was built in. NotFound when there is none.
Result<Path> demoResources();

/// The Tiny World project in `folder`: opened when it is there, else made (generated images, captions and questions,
/// copied models, imported data sets). The folder may be missing or empty. A project that is not a demo (ProjectConfig::synthetic) is refused
/// with Usage. A half-made one is an error that says so; what a
/// killed call leaves behind is a sibling folder ".partial", never a half-made project.
Result<std::shared_ptr<project::Project>> openOrCreateDemo(
    const Path& folder, const project::ImportOptions& options, bool* created = nullptr);

} // namespace fulcrum::demo
