// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

namespace fulcrum::embed {

/// "embed": image and text embeddings of a task's splits. A unit is a block of samples; its rows go to a file of their own
/// (embedding_store.h) before it is marked as done.
jobs::JobKind embedJobKind();

} // namespace fulcrum::embed
