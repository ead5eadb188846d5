"""ONVIF at work in the console's process: hands that steer, tours, and the cameras' own reports as events.

Here and not in the pull host, which must do nothing that could cost footage, nor in the analysis host, which must
never learn a login.
"""
