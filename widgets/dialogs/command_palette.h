// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace fulcrum::bridge {
class ActionRegistry;
}

namespace fulcrum::dialogs {

/// One line that finds any action of the window. Letters may be left out between; disabled actions are shown with their
/// reason.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const bridge::ActionRegistry& actions, QWidget* parent = nullptr);

    /// How well `typed` fits `text`; 0 = not at all. Letters in order; beginnings of words and runs count more.
    static int score(const QString& typed, const QString& text);
    QStringList shown() const;

private:
    void filter(const QString& typed);
    void run();
    bool eventFilter(QObject* watched, QEvent* event) override;

    const bridge::ActionRegistry& m_actions;
    QLineEdit* m_edit;
    QListWidget* m_list;
};

} // namespace fulcrum::dialogs
