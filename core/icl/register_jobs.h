// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

namespace fulcrum::icl {

/// Every kind of job: embed, dm, train, eval.
void registerJobs(jobs::JobRegistry& registry);

} // namespace fulcrum::icl
