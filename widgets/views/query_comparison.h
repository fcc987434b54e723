// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"
#include "widgets/views/compare_page.h"

class QLabel;
class QTableWidget;

namespace fulcrum::views {

class MenuButton;
class MessageCard;
class PictureView;

/// What 2 to 6 strategies give the current query: a matrix with the prompt positions down and the strategies across, then
/// prediction, metric and latency. Everything scrolls together; the header says how much each agrees with the first.
class QueryComparison : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kFewest = 2, kMost = 6;

    explicit QueryComparison(const ComparePageParts& parts, QWidget* parent = nullptr);

    QTableWidget* table() const { return m_table; }
    const QVector<bridge::Lane>& columns() const { return m_columns; }
    /// Lanes to show, by key; the first is what the others are compared with.
    void setChosen(const QStringList& keys);
    const QStringList& chosen() const { return m_chosen; }
    /// Makes a lane the first, before those that are shown.
    void putFirst(const QString& key);
    bool isBusy() const;
    bool hasResult() const { return m_columns.size() >= kFewest; }
    QString text() const;

Q_SIGNALS:
    void queryActivated();
    void resultChanged();

private:
    void refresh();
    void showMatrix();
    QByteArray fingerprint() const;
    void showEvent(QShowEvent* event) override;
    void showQuery();
    void fillMenu();
    QStringList shownKeys() const;
    void showColumn(int column, int positions);
    void colorIdentities(int positions);
    void showState();
    void showEmpty();
    QString obstacles(const QStringList& keys) const;
    QString agreement(int column) const;
    QVector<const bridge::Lane*> choices() const;

    ComparePageParts m_parts;
    QStringList m_chosen; ///< empty = the first that there are
    QVector<bridge::Lane> m_columns;
    QByteArray m_drawn;   ///< fingerprint of what the table shows
    bool m_stale = false; ///< something has changed while this was hidden
    PictureView* m_picture;
    QLabel *m_title, *m_hint;
    MenuButton* m_menu;
    QTableWidget* m_table;
    QWidget* m_content;
    MessageCard* m_message;
};

} // namespace fulcrum::views
