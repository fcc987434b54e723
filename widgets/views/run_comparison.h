// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/cell_list.h"
#include "widgets/views/compare_page.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSplitter;
class QTableView;

namespace fulcrum::charts {
class ScatterChart;
}
namespace fulcrum::models {
class ComparisonModel;
}

namespace fulcrum::views {

class InlineBar;
class MessageCard;

/// Two evaluation cells over all the queries that both answered: every query as a point and as a row.
class RunComparison : public QWidget
{
    Q_OBJECT

public:
    explicit RunComparison(const ComparePageParts& parts, QWidget* parent = nullptr);

    /// Cells by id; 0 leaves that side as it is.
    void setCells(std::int64_t a, std::int64_t b);
    void swapSides();
    void setFilter(std::optional<icl::Outcome> outcome);
    /// Stands on the next query that A won, or B won, and makes it the selected one.
    void step(bool win);
    bool isBusy() const { return m_busy; }
    bool hasResult() const;
    QString text() const;

    models::ComparisonModel* model() const { return m_model; }
    charts::ScatterChart* chart() const { return m_chart; }
    QTableView* table() const { return m_table; }
    QComboBox* run(int side) const { return m_sides[side].run; }
    QComboBox* cell(int side) const { return m_sides[side].cell; }
    QString verdict() const;

Q_SIGNALS:
    void queryActivated();
    void resultChanged();

private:
    struct Side
    {
        QComboBox *run = nullptr, *cell = nullptr;
        QLabel* mean = nullptr;
    };
    QWidget* makeSides();
    QWidget* makeResult();
    QWidget* makeFilters();
    void reload();
    void showCells(const QVector<bridge::RunCells>& runs);
    void fillCells(int side);
    void choose(int side, std::int64_t cell);
    std::int64_t chosen(int side) const { return m_chosen[side]; }
    void compare();
    void showComparison(std::shared_ptr<const icl::CellComparison> comparison);
    void showVerdict();
    void showCounts();
    void showState();
    void showProblem(const Error& error);
    void rowMoved();
    void colorPoints();
    QLayout* makeLegend();
    void pickPoints(const std::vector<int>& picked, bool add);
    void selectQueries(const QVector<int>& queries);
    int currentQuery() const; ///< place in CellComparison::queries of the table's current row; -1 = none
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void selectRow(int row);
    void openRow(int row);

    ComparePageParts m_parts;
    bridge::Latest m_list, m_request;
    QVector<bridge::RunCells> m_runs;
    std::int64_t m_chosen[2] = {0, 0};
    std::pair<std::int64_t, std::int64_t> m_shown {0, 0}; ///< cells of the result
    std::optional<Error> m_problem; ///< why there is none
    bool m_busy = false, m_reloadSoon = false, m_selecting = false;
    bool m_stale = false; ///< results have grown while this was hidden
    Side m_sides[2];
    models::ComparisonModel* m_model;
    charts::ScatterChart* m_chart;
    QTableView* m_table;
    QLabel *m_verdict = nullptr, *m_detail = nullptr, *m_spread = nullptr;
    QVector<QToolButton*> m_filters;
    QDoubleSpinBox* m_level = nullptr;
    QWidget* m_content = nullptr;
    MessageCard* m_message;
    InlineBar* m_bar;
};

} // namespace fulcrum::views
