// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/register_jobs.h"

#include "core/dm/dm_job.h"
#include "core/embed/embed_job.h"
#include "core/icl/evaluation_job.h"
#include "core/lever/train_job.h"

namespace fulcrum::icl {

void registerJobs(jobs::JobRegistry& registry)
{
    registry.add(embed::embedJobKind());
    registry.add(dm::dmJobKind());
    registry.add(lever::trainJobKind());
    registry.add(evaluationJobKind());
}

} // namespace fulcrum::icl
