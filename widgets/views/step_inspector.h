// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_board.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace fulcrum::charts {
class BarRows;
class ShareGrid;
class StripPlot;
class WaterfallChart;
}

namespace fulcrum::views {

class MessageCard;

/// Why the selected demonstration stands where it stands: the alternatives of its step, what it added, what is lost without it,
/// and how much the order matters. What the LVLM has not been asked yet has a button with its cost.
class StepInspector : public QWidget
{
    Q_OBJECT

public:
    StepInspector(bridge::LaneBoard* board, bridge::WorkspaceState* state, QWidget* parent = nullptr);

    charts::BarRows* alternatives() const { return m_alternatives; }
    charts::BarRows* leaveOneOut() const { return m_leaveOneOut; }
    charts::WaterfallChart* waterfall() const { return m_waterfall; }
    charts::StripPlot* orders() const { return m_orders; }
    charts::ShareGrid* attention() const { return m_attention; }
    /// Computes gains, leave-one-out, orders; in this order.
    QVector<QPushButton*> computeButtons() const;

private:
    struct Section
    {
        QWidget* whole;
        QLabel* note; ///< what the numbers say, or why there are none
        QPushButton* compute;
    };
    Section addSection(const QString& title, const QString& tip, const QVector<QWidget*>& content, const icl::ExplainParts& parts);
    void addAlternatives();
    void addAttention();
    void refresh();
    void showHeader(const bridge::Lane& lane, int position);
    void showAlternatives(const bridge::Lane& lane, int position);
    void showGains(const bridge::Lane& lane, int position);
    void showLeaveOneOut(const bridge::Lane& lane, int position);
    void showOrders(const bridge::Lane& lane);
    void showAttention(const bridge::Lane& lane, int position);
    void offer(const Section& section, const bridge::Lane& lane, const icl::ExplainParts& parts, bool known);
    void showEvent(QShowEvent* event) override;

    bridge::LaneBoard* m_board;
    bridge::WorkspaceState* m_state;
    MessageCard* m_message;
    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    QLabel *m_title, *m_text, *m_seen;
    charts::BarRows *m_alternatives, *m_leaveOneOut;
    charts::WaterfallChart* m_waterfall;
    charts::StripPlot* m_orders;
    charts::ShareGrid* m_attention;
    QWidget* m_attentionSection;
    QLabel *m_alternativesNote, *m_gainTable;
    QPushButton* m_exclude;
    QVector<std::int64_t> m_alternativeItems; ///< by row of m_alternatives
    Section m_gains, m_without, m_order;
};

} // namespace fulcrum::views
