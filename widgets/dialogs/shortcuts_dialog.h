// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace fulcrum::bridge {
class ActionRegistry;
}

namespace fulcrum::dialogs {

/// All keys on one page, made from the registry.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(const bridge::ActionRegistry& actions, QWidget* parent = nullptr);
};

} // namespace fulcrum::dialogs
