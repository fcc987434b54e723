// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <QString>
#include <nlohmann/json.hpp>

namespace fulcrum::bridge {

/// A failed run for people: what, where, why, and the one thing to do.
struct JobAdvice
{
    enum class Action {
        None,
        Resume,        ///< do the rest
        OpenForm,      ///< the form of its kind with `values`
        Embed,         ///< build embeddings first
        ClearCache     ///< make room on the disk
    };
    QString what, where, why, hint;
    Action action = Action::None;
    QString button;        ///< its text
    nlohmann::json values; ///< OpenForm
};

/// From the stored error ("what: where: why (hint)") and the spec of a failed run.
JobAdvice adviceFor(const store::RunRecord& run);

} // namespace fulcrum::bridge
