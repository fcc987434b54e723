// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMenuBar;

namespace fulcrum::bridge {
class ActionRegistry;
}

namespace fulcrum::shell {

/// Fills the menu bar from the registry. Which action stands in which menu is a table of ids in menus.cpp; an action that
/// is not registered (its page is not part of this build) is left out.
void fillMenus(QMenuBar* bar, const bridge::ActionRegistry& actions);

} // namespace fulcrum::shell
