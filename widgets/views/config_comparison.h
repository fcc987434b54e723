// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_session.h"
#include "widgets/views/compare_page.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QTableView;

namespace fulcrum::models {
class DifferenceModel;
}

namespace fulcrum::views {

class MessageCard;

/// Configuration, metrics and environment of 2 to 10 runs, key by key. The runs are the active ones of the window.
class ConfigComparison : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kFewest = 2, kMost = 10;

    explicit ConfigComparison(const ComparePageParts& parts, QWidget* parent = nullptr);

    bool isBusy() const { return m_busy; }
    bool hasResult() const;
    QString text() const;
    models::DifferenceModel* model() const { return m_model; }
    QListWidget* runList() const { return m_list; }
    QLineEdit* pattern() const { return m_pattern; }
    QTableView* table() const { return m_table; }

Q_SIGNALS:
    void resultChanged();

private:
    QWidget* makeTools();
    QWidget* makeSide();
    void showRuns();
    void takeChecks();
    void compare();
    void showRows();
    void showState();
    QVector<std::int64_t> wanted() const;

    ComparePageParts m_parts;
    bridge::Latest m_request;
    bool m_busy = false, m_filling = false;
    std::optional<Error> m_problem; ///< why the chosen runs are not shown
    models::DifferenceModel* m_model;
    QListWidget* m_list;
    QLineEdit* m_pattern = nullptr;
    QLabel *m_patternProblem = nullptr, *m_summary = nullptr;
    QTableView* m_table;
    MessageCard* m_message;
};

} // namespace fulcrum::views
