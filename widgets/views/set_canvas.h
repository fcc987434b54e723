// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

#include <QWidget>

class QHBoxLayout;

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

/// One member of a set, large.
class SetCard : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kWidth = 196, kHeight = 256;

    SetCard(const bridge::IcdView& icd, int position, int count, bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);
    const bridge::IcdView& icd() const { return m_icd; }
    int position() const { return m_position; }
    QSize sizeHint() const override { return {kWidth, kHeight}; }

Q_SIGNALS:
    void entered(int position);
    void pulled(int position); ///< the mouse drags it away

private:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

    const bridge::IcdView m_icd;
    const int m_position;
    bridge::ThumbnailProvider* m_thumbnails;
    QPoint m_pressed;
};

/// The members of a set in prompt order, the last one next to the query. Left and Right walk, Ctrl+Left and Ctrl+Right move, Delete
/// removes, Insert adds; cards can be dragged.
class SetCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit SetCanvas(bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);

    void setMembers(const QVector<bridge::IcdView>& icds);
    void setEditable(bool editable) { m_editable = editable; }
    const QVector<SetCard*>& cards() const { return m_cards; }
    int current() const { return m_current; } ///< -1 = none
    void setCurrent(int position, bool takeFocus = true);

Q_SIGNALS:
    void currentChanged(int position);
    void moveWanted(int from, int to);
    void removeWanted(int position);
    void insertWanted(int position);

private:
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void drag(int position);
    int gapAt(const QPoint& place) const;
    void showGap(int gap);

    bridge::ThumbnailProvider* m_thumbnails;
    QHBoxLayout* m_row;
    QVector<SetCard*> m_cards;
    QWidget* m_query;
    int m_current = -1, m_gap = -1;
    bool m_editable = false;
};

} // namespace fulcrum::views
