// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

namespace fulcrum::project {

/// A model folder that the engine could load as far as files tell (weights::inspectFolder): its configuration is JSON, the weights are
/// all there and their headers can be read. ModelUnavailable with what is wrong; `role` ("encoder", "LVLM") is for the message.
Result<void> checkModelFolder(const Path& folder, const std::string& role);

} // namespace fulcrum::project
