// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <functional>

class QLabel;

namespace fulcrum::bridge {
class ActionRegistry;
}

namespace fulcrum::dialogs {

/// All keys on one page, by what they belong to.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const bridge::ActionRegistry& actions, QWidget* parent = nullptr);

private:
    QWidget* makeGroup(const bridge::ActionRegistry& actions, const char* title, const std::function<bool(const QString&)>& belongs);
    void filter(const QString& typed);

    QVector<QPair<QLabel*, QLabel*>> m_rows;
};

} // namespace fulcrum::dialogs
