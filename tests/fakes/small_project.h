// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"

namespace fulcrum::test {

/// A project with 40 training and 12 validation images of one colour each, captions and questions in COCO and VQAv2 layout, and
/// model folders without weights (for the fake engine). Throws std::runtime_error.
std::shared_ptr<project::Project> makeSmallProject(const Path& folder);

} // namespace fulcrum::test
