// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/action_registry.h"

namespace fulcrum::views {
class Page;
}

namespace fulcrum::shell {

/// A page as the rail and the View menu know it.
struct PageEntry
{
    QString name;      ///< "data": of --page, the session and the action "page.data"
    views::Page* page; ///< owned by the stack
    QString railText;
    bridge::ActionSpec action; ///< its id is filled in
    bool needsProject = true;
    bool atBottom = false; ///< of the rail
};

} // namespace fulcrum::shell
