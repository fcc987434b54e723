// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/system_info.h"
#include "widgets/views/page.h"


class QLabel;
class QHBoxLayout;
class QVBoxLayout;

namespace fulcrum::bridge {
class ActionRegistry;
}

namespace fulcrum::views {

class ActionCard;
class InlineBar;

struct RecentProject
{
    QString folder;
    QString name;
    std::int64_t opened = 0; ///< Unix milliseconds
    bool missing = false;
};

/// What is there before a project is open: the ways to get one, recent ones, and what this computer can do.
class WelcomePage : public Page
{
    Q_OBJECT

public:
    explicit WelcomePage(bridge::ActionRegistry* actions, QWidget* parent = nullptr);

    void setRecent(const QVector<RecentProject>& projects);
    void setSystemInfo(const bridge::SystemInfo& info);
    /// While a project is being made or opened; an empty text ends it.
    void setBusy(const QString& text);
    void showError(const QString& text);

Q_SIGNALS:
    void recentChosen(const QString& folder);

private:
    QWidget* makeRecentColumn();
    QWidget* makeStartColumn(bridge::ActionRegistry* actions);
    QWidget* makeComputerColumn();
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

    InlineBar* m_bar;
    QHBoxLayout* m_columns;
    QVBoxLayout* m_recent = nullptr;
    QVBoxLayout* m_computer = nullptr;
    QLabel* m_busy = nullptr;
    ActionCard* m_demo = nullptr;
    QVector<ActionCard*> m_cards;
};

} // namespace fulcrum::views
